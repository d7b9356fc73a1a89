/** The Worker's own lines, kept off the screen and within reach of a test. */
import { vi } from 'vitest';

/** What was said since, and a way to hear each line at the moment it is said. Ends with `vi.restoreAllMocks()`. */
export function muteConsole(onLine: (line: string) => void = () => {}) {
  const errors: string[] = [];
  const warnings: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => onLine(String(line)));
  vi.spyOn(console, 'warn').mockImplementation((line) => {
    warnings.push(String(line));
  });
  vi.spyOn(console, 'error').mockImplementation((line) => {
    errors.push(String(line));
  });
  return { errors, warnings };
}
