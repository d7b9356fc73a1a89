import { expect, it } from 'vitest';
import { createBoundedMap } from '../../sandbox/bounded-map.ts';

it('forgets the entry longest unused', () => {
  const map = createBoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  expect(map.get('b')).toBeUndefined();
  expect(map.values()).toEqual([1, 3]);
  map.set('a', 4);
  map.set('d', 5);
  expect(map.values()).toEqual([4, 5]);
  expect(map.size).toBe(2);
});
