/** Time that is moved rather than waited for: the clock's offset, and the alarms that ring when it has come. */

const realNow = Date.now.bind(Date);
let offsetMs = 0;
Date.now = () => realNow() + offsetMs;

/** When the alarm of which object rings (ms since the epoch). It outlives an object that is put away, as a real one does. */
export const alarms = new Map<string, number>();

/** Sets the clock forward. */
export function advance(ms: number): void {
  offsetMs += ms;
}

/** Takes the alarm out if it is due. */
export function rings(id: string): boolean {
  const at = alarms.get(id);
  if (at === undefined || at > Date.now()) return false;
  return alarms.delete(id);
}
