import { describe, expect, it } from 'vitest';
import { withSessionId } from '../../src/links/return-link.ts';

describe('the session_id in the query of the page to go back to', () => {
  it.each([
    ['https://a.example', 'https://a.example/?session_id=s1'],
    ['https://a.example/done?', 'https://a.example/done?session_id=s1'],
    ['https://a.example/done?x=1', 'https://a.example/done?x=1&session_id=s1'],
    ['https://a.example/done?session_id=mine', 'https://a.example/done?session_id=s1'],
    ['https://a.example/?session_id=a&x=1&session_id=b', 'https://a.example/?session_id=s1&x=1'],
    ['https://a.example/?x=1&session_id=a&y=2', 'https://a.example/?x=1&session_id=s1&y=2'],
    ['https://a.example/?session_id', 'https://a.example/?session_id=s1'],
    ['https://a.example/?session%5Fid=a&x=%zz', 'https://a.example/?session_id=s1&x=%zz'],
    ['https://a.example/?x=a%20b+c&&y', 'https://a.example/?x=a%20b+c&y&session_id=s1'],
    ['https://a.example/?session_id=a#/r?session_id=b', 'https://a.example/?session_id=s1#/r?session_id=b'],
    ['https://a.example/?x=session_id=a', 'https://a.example/?x=session_id=a&session_id=s1'],
    ['https://a.example/?SESSION_ID=a', 'https://a.example/?SESSION_ID=a&session_id=s1'],
  ])('%s', (page, wanted) => {
    expect(withSessionId(page, 's1')).toBe(wanted);
    expect(withSessionId(withSessionId(page, 'another'), 's1')).toBe(wanted);
  });

  it('is escaped', () => {
    expect(withSessionId('https://a.example/', 'a&b=#c')).toBe('https://a.example/?session_id=a%26b%3D%23c');
  });

  it('stays as it is while there is no session', () => {
    expect(withSessionId('https://a.example/?session_id=a', null)).toBe('https://a.example/?session_id=a');
  });
});
