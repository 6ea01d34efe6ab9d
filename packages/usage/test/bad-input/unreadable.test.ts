import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goneFiles, listTranscripts } from '../../src/index.ts';
import { asOrdinaryUser } from './as-ordinary-user.ts';
import { call, createPlace, type Place } from './place.ts';

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});
afterEach(() => place.remove());

describe('what cannot be read', () => {
  it.each([
    ['a folder', () => place.folder],
    ['a file', () => place.file],
    ['the root', () => place.root],
  ])('because %s has no permission is told once, hides nothing else, and counts when it may be read', async (_, of) => {
    const other = join(place.root, 'q', 't.jsonl');
    mkdirSync(join(other, '..'));
    writeFileSync(place.file, call('one'));
    writeFileSync(other, call('two'));
    await asOrdinaryUser(place.home, async () => {
      chmodSync(of(), 0);
      try {
        await place.scan();
        const before = place.store.files().length;
        await place.scan();
        expect(place.store.skipped()).toEqual({ unreadable: 1 });
        expect(place.store.files()).toHaveLength(before);
        expect(place.ids()).toEqual(of() === place.root ? [] : ['two']);
      } finally {
        chmodSync(of(), 0o700);
      }
      await place.scan();
      expect([place.ids().toSorted(), place.store.skipped()]).toEqual([['one', 'two'], {}]);
    });
  });

  it('any more is not taken for deleted, and what it said stays', async () => {
    writeFileSync(place.file, call('one'));
    await place.scan();
    await asOrdinaryUser(place.home, async () => {
      chmodSync(place.folder, 0);
      try {
        await place.scan();
        expect(goneFiles(place.store.files(), listTranscripts(place.account))).toEqual([]);
      } finally {
        chmodSync(place.folder, 0o700);
      }
    });
    expect(place.ids()).toEqual(['one']);
  });

  it('because it is a FIFO, a socket, a device or a folder of that name stops nothing', async (context) => {
    execFileSync('mkfifo', [join(place.folder, 'a.jsonl')]);
    const server = createServer().listen(join(place.folder, 'b.jsonl'));
    context.onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    mkdirSync(join(place.folder, 'c.jsonl'));
    const device = mayMakeDevices() ? 1 : 0;
    if (device === 1) execFileSync('mknod', [join(place.folder, 'd.jsonl'), 'c', '1', '5']);
    writeFileSync(place.file, call('one'));
    await place.scan();
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one'], { 'not-a-file': 2 + device }]);
  });

  it.each<[string, () => void]>([
    ['a FIFO', () => execFileSync('mkfifo', [place.file])],
    ['a folder', () => mkdirSync(place.file)],
    ['nothing', () => {}],
  ])('because %s took its place is no error, and what it said stays', async (what, put) => {
    writeFileSync(place.file, call('one'));
    await place.scan();
    rmSync(place.file);
    put();
    await place.scan();
    expect(place.ids()).toEqual(['one']);
    expect(place.store.skipped()).toEqual(what === 'a FIFO' ? { 'not-a-file': 1 } : {});
    rmSync(place.file, { recursive: true, force: true });
    writeFileSync(place.file, call('one') + call('two'));
    await place.scan();
    expect([place.ids(), place.store.skipped()]).toEqual([['one', 'two'], {}]);
  });

  it.each<[string, string, (path: string) => void]>([
    ['a FIFO', 'not-a-file', (path) => execFileSync('mkfifo', [path])],
    ['a folder', 'not-a-file', (path) => mkdirSync(path)],
    ['a link', 'link', (path) => symlinkSync(place.file, path)],
  ])('because %s took its place while others were read is told, and waited for by nobody', async (_, reason, put) => {
    const last = join(place.folder, 'z.jsonl');
    writeFileSync(place.file, call('one'));
    writeFileSync(last, call('two'));
    await place.scan(() => {
      rmSync(last);
      put(last);
    });
    expect([place.ids(), place.store.skipped()]).toEqual([['one'], { [reason]: 1 }]);
  });

  it.each<[string, () => void]>([
    ['file', () => rmSync(join(place.folder, 'z.jsonl'))],
    ['folder', () => rmSync(place.folder, { recursive: true })],
    ['whole config dir', () => rmSync(place.account.configDir ?? '', { recursive: true })],
  ])('because the %s vanished while others were read ends no scan', async (_, vanish) => {
    writeFileSync(place.file, call('one'));
    writeFileSync(join(place.folder, 'z.jsonl'), call('two'));
    await place.scan(vanish);
    expect([place.ids(), place.store.skipped()]).toEqual([['one'], {}]);
  });
});

function mayMakeDevices(): boolean {
  try {
    execFileSync('mknod', [join(place.home, 'device'), 'c', '1', '3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
