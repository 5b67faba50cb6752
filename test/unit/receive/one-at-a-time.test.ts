import { expect, it } from 'vitest';
import { OneAtATime } from '../../../service/receive/one-at-a-time.js';

it('runs work of one name in turn, of another at once, and goes on after a failure', async () => {
  const turns = new OneAtATime();
  const notes: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      notes.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      notes.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const first = turns.run('uid', work('first', true));
  const second = turns.run('uid', work('second'));
  const other = turns.run('another', work('other'));
  await expect(first).rejects.toThrow('first');
  expect(await Promise.all([second, other])).toEqual(['second', 'other']);
  expect(notes.slice(0, 2)).toEqual(['first begins', 'other begins']);
  expect(notes.filter((note) => !note.startsWith('other'))).toEqual([
    'first begins',
    'first ends',
    'second begins',
    'second ends',
  ]);
});
