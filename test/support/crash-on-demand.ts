/** Crashes an object from outside when asked from inside: workerd falls over as a whole when an object aborts itself in mid-call. */
import { crash } from './controlled-applicant.ts';

/** One applicant's. Make it in the test, not in a hook, so that its timer belongs to the test. */
export function createCrasher(user: string) {
  let asked = 0;
  let done = 0;
  let busy = false;
  const timer = setInterval(async () => {
    if (busy || asked === done) return;
    busy = true;
    await crash(user);
    done = asked;
    busy = false;
  }, 1);
  return {
    /** Asks for a crash and goes no further before it has come; inside the object, that is never. */
    async die(): Promise<void> {
      asked += 1;
      const mine = asked;
      while (done < mine) await scheduler.wait(1);
    },
    /** Until no crash is on its way. */
    async rest(): Promise<void> {
      while (done < asked) await scheduler.wait(1);
    },
    stop: () => clearInterval(timer),
  };
}
