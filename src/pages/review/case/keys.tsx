/** The keyboard shortcuts of a case: `review.js` and `review-faces.js` give each its effect. */

const KEYS = [
  ['a', 'approve'],
  ['r', 'reject'],
  ['l', 'liveness again'],
  ['p', 'new photo'],
  ['t', 'try again'],
  ['e', 'escalate'],
  ['u', 'return'],
  ['n', 'note'],
  ['Esc', 'leave the note'],
  ['x', 'undo'],
  ['j', 'next case'],
  ['z', 'zoom'],
  ['o', 'turn'],
  ['b', 'face boxes'],
  ['v', 'faces at one size, then blink'],
  ['h', 'next face like this one'],
] as const;

/** Explains the shortcuts, which only work with the script, and lets the reviewer switch them off. */
export function Keys() {
  return (
    <details class="keys">
      <summary>Keyboard</summary>
      <p>Each letter leads to the place, none decides.</p>
      <ul>
        {KEYS.map(([key, effect]) => (
          <li>
            <kbd>{key}</kbd> {effect}
          </li>
        ))}
      </ul>
      <label class="switch">
        <input type="checkbox" id="shortcuts" checked /> Shortcuts on
      </label>
    </details>
  );
}
