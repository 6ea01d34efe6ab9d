import { access, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '@ccx/contracts';
import { createLineDialect, until } from '@ccx/testkit';
import { describe, expect, test } from 'vitest';
import { createRunner, fixedRoute } from '../src/index.ts';
import { NEED } from './support/chain-lab.ts';
import { createRepositoryLab } from './support/repository-lab.ts';
import { scripted } from './support/scripted-agent.ts';

const NAMED = { worktree: { name: 'fix-login' } } as const;

describe.concurrent('a run in a worktree', () => {
  test('works on a branch of its own and leaves the main checkout alone', async () => {
    const lab = await createRepositoryLab();
    await lab.write('a.txt', 'changed and not committed\n');
    await lab.write('staged.txt', 'new\n');
    await lab.git('add', 'staged.txt');
    const before = await lab.mainState();
    const commit = await lab.git('rev-parse', 'HEAD');

    const result = await lab.runner.run(lab.request(NAMED), lab.target).result;
    const path = lab.pathOf('fix-login');
    expect(result).toMatchObject({ status: 'success', last: { summary: { text: path } } });
    expect(result.last.worktree).toEqual({ path, branch: 'ccx/fix-login', base: commit });
    expect(result.attempts).toEqual([result.last]);
    expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe('by the agent');
    expect(await readFile(join(path, 'a.txt'), 'utf8')).toBe('first\n');
    expect(await lab.gitIn(path, 'status', '--porcelain')).toBe('?? made.txt');
    expect(await lab.mainState()).toEqual(before);
  });

  test.each(['sub', 'a b/ü'])('keeps to its place below the top: %s', async (below) => {
    const lab = await createRepositoryLab();
    await lab.write(`${below}/c.txt`, '');
    await lab.git('add', '.');
    await lab.git('commit', '--quiet', '-m', 'More');
    const request = lab.request({ ...NAMED, cwd: join(lab.main, below) });
    const { last } = await lab.runner.run(request, lab.target).result;
    expect(last.summary.text).toBe(join(lab.pathOf('fix-login'), below));
    expect(last.worktree?.path).toBe(lab.pathOf('fix-login'));
  });

  test('that is started in another worktree lies beside the main one and begins at the commit there', async () => {
    const lab = await createRepositoryLab();
    const linked = join(lab.home.home, 'linked');
    await lab.git('worktree', 'add', '--quiet', '-b', 'other', linked);
    await lab.write(join(linked, 'sub/c.txt'), 'third\n');
    await lab.gitIn(linked, 'add', '.');
    await lab.gitIn(linked, 'commit', '--quiet', '-m', 'Other');
    // By way of a link: git and ccx must mean the same folder.
    const link = join(lab.home.home, 'link');
    await symlink(linked, link);
    const { last } = await lab.runner.run(lab.request({ ...NAMED, cwd: join(link, 'sub') }), lab.target).result;
    expect(last.summary.text).toBe(join(lab.pathOf('fix-login'), 'sub'));
    expect(last.worktree?.base).toBe(await lab.git('rev-parse', 'other'));
  });

  test('begins at the base that it names', async () => {
    const lab = await createRepositoryLab();
    await lab.git('tag', 'v1');
    await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later');
    const request = lab.request({ worktree: { name: 'old', base: 'v1' } });
    const { last } = await lab.runner.run(request, lab.target).result;
    expect(last.worktree?.base).toBe(await lab.git('rev-parse', 'v1'));
  });

  test('is in the ledger with the folder in which it really works', async () => {
    const lab = await createRepositoryLab();
    const records: RunRecord[] = [];
    const observers = [{ started: (record: RunRecord) => void records.push(record) }];
    await lab.runner.run(lab.request(NAMED), lab.target, { observers }).result;
    expect(records.map(({ cwd }) => cwd)).toEqual([lab.pathOf('fix-login')]);
    const [entry] = await lab.ledger.history(60_000);
    expect(entry?.record.cwd).toBe(lab.pathOf('fix-login'));
    expect(entry?.result.last.worktree?.branch).toBe('ccx/fix-login');
  });

  test('finds the commits of the one before, also where the folder is gone', async () => {
    const lab = await createRepositoryLab();
    const run = () => lab.runner.run(lab.request(NAMED), lab.target).result;
    await run();
    const path = lab.pathOf('fix-login');
    await lab.gitIn(path, 'add', '.');
    await lab.gitIn(path, 'commit', '--quiet', '-m', 'By the agent');
    const made = await lab.gitIn(path, 'rev-parse', 'HEAD');
    const expected = { path, branch: 'ccx/fix-login', base: made };
    expect((await run()).last.worktree).toEqual(expected);

    await lab.git('worktree', 'remove', path);
    expect((await run()).last.worktree).toEqual(expected);

    await rm(path, { recursive: true });
    expect((await run()).last.worktree).toEqual(expected);
    expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe('by the agent');
  });

  test.each(['', '# mine\n', '# mine, without an end', '/.ccx/\r\n'])(
    'is named once in an exclude file of %j, which stays as it is otherwise',
    async (text) => {
      const lab = await createRepositoryLab();
      const exclude = join(lab.main, '.git', 'info', 'exclude');
      await lab.write(exclude, text);
      for (const name of ['one', 'two']) {
        await lab.runner.run(lab.request({ worktree: { name } }), lab.target).result;
        const after = await readFile(exclude, 'utf8');
        expect(after.startsWith(text)).toBe(true);
        expect(after.split(/\r?\n/).filter((line) => line === '/.ccx/')).toHaveLength(1);
        expect(after.endsWith('\n')).toBe(true);
        expect(await lab.git('status', '--porcelain')).toBe('');
      }
    },
  );

  test('goes on with what was left there where a session is resumed', async () => {
    const lab = await createRepositoryLab(`started(); fs.appendFileSync('made.txt', '+'); done();`);
    const run = (more: object) => lab.runner.run(lab.request({ ...NAMED, ...more }), lab.target).result;
    await run({});
    const path = lab.pathOf('fix-login');
    await lab.gitIn(path, 'switch', '--quiet', '-c', 'own');
    await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later');
    const again = { session: { mode: 'resume', id: 's-1' }, worktree: { name: 'fix-login', base: 'main' } };
    expect((await run(again)).last.worktree).toMatchObject({ path, branch: 'own' });
    await lab.gitIn(path, 'switch', '--quiet', '--detach');
    expect((await run(again)).last.worktree).toMatchObject({ path, branch: null });
    expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe('+++');
  });

  test('that resumes a session makes its worktree where it is gone, at the base only where its branch is gone too', async () => {
    const lab = await createRepositoryLab();
    const again = { session: { mode: 'resume', id: 's-1' }, worktree: { name: 'fix-login', base: 'main~1' } } as const;
    const run = async () => (await lab.runner.run(lab.request(again), lab.target).result).last.worktree?.base;
    await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later');
    const begin = await lab.git('rev-parse', 'main~1');
    expect(await run()).toBe(begin);

    await lab.git('worktree', 'remove', '--force', lab.pathOf('fix-login'));
    await lab.git('commit', '--quiet', '--allow-empty', '-m', 'Later still');
    expect(await run()).toBe(begin);
  });

  test('is not led to the main checkout by what a hook of git has in its environment', async () => {
    const lab = await createRepositoryLab();
    const said = `started(); done(Object.keys(process.env).filter((name) => name.startsWith('GIT_')).join());`;
    const runner = createRunner({
      dialects: { claude: createLineDialect() },
      ledger: lab.ledger,
      logDir: join(lab.dir, 'logs'),
      binaries: { claude: scripted(said) },
      home: lab.home.home,
      env: {
        ...lab.home.env,
        GIT_AUTHOR_NAME: 'Dev',
        GIT_DIR: join(lab.main, '.git'),
        GIT_WORK_TREE: lab.main,
        GIT_INDEX_FILE: join(lab.main, '.git', 'index'),
      },
    });
    // As in a hook before a commit: whoever looks at the wrong index finds this.
    await lab.write('staged.txt', 'new\n');
    await lab.git('add', 'staged.txt');
    const before = await lab.mainState();
    for (const _time of ['made', 'found']) {
      const { last } = await runner.run(lab.request(NAMED), lab.target).result;
      expect(last.summary.text).toBe('GIT_AUTHOR_NAME');
    }
    expect(await lab.mainState()).toEqual(before);
    expect(await lab.gitIn(lab.pathOf('fix-login'), 'branch', '--show-current')).toBe('ccx/fix-login');
  });

  test.each(['interrupt', 'kill'] as const)(
    'that meets %s while git works is cancelled without a trace',
    async (way) => {
      const lab = await createRepositoryLab();
      await lab.hook('post-checkout', 'touch "$HOME/hook-runs"; sleep 60');
      const run = lab.runner.run(lab.request(NAMED), lab.target);
      await until(() =>
        access(join(lab.home.home, 'hook-runs')).then(
          () => true,
          () => false,
        ),
      );
      if (way === 'interrupt') run.interrupt();
      else await run.kill();
      const result = await run.result;
      expect(result.status).toBe('cancelled');
      expect(result.last.worktree).toBeUndefined();
      await expect(access(join(lab.main, '.ccx'))).rejects.toThrow('ENOENT');
      expect(await lab.git('branch', '--format=%(refname:short)')).toBe('main');
      expect(await lab.git('worktree', 'list')).not.toContain('.ccx');
    },
  );

  test('is the same for every attempt of a chain, and nobody else gets it in between', async () => {
    const lab = await createRepositoryLab(`
      started();
      const dir = process.env.CLAUDE_CONFIG_DIR;
      fs.appendFileSync('made.txt', dir.split('/').at(-1) + ' ');
      if (dir.endsWith('second')) done();
      else {
        fs.mkdirSync(dir + '/projects/here', { recursive: true });
        fs.writeFileSync(dir + '/projects/here/s-1.jsonl', JSON.stringify({ message: { content: [] } }) + '\\n');
        const limit = { verdict: 'rejected', windowId: 'session', appliesTo: null, resetsAt: null, resetRaw: null,
          usingExtra: false, windows: [], basis: 'text', observedAt: '2026-01-01T00:00:00.000Z' };
        const failure = { class: 'limit', detail: 'later', limit };
        say({ type: 'result', index: 0, failure, text: null, sessionId: 's-1' });
      }
    `);
    const route = fixedRoute(
      ['first', 'second'].map((name) => {
        const configDir = join(lab.home.home, name);
        return { account: { agent: 'claude', configDir, id: `claude:${configDir}` }, name, model: null, billing: null };
      }),
    );
    const intruders: unknown[] = [];
    const router: typeof route = {
      async next(need, before) {
        const { result } = before.length === 0 ? { result: null } : lab.runner.run(lab.request(NAMED), lab.target);
        await result?.catch((error: unknown) => intruders.push(error));
        return route.next(need, before);
      },
    };
    const request = lab.request({ worktree: { name: 'fix-login', base: 'HEAD' } });
    const result = await lab.runner.chain(request, NEED, router).result;
    expect(result.status).toBe('success');
    const path = lab.pathOf('fix-login');
    expect(result.attempts.map(({ worktree }) => worktree?.path)).toEqual([path, path]);
    expect(await readFile(join(path, 'made.txt'), 'utf8')).toBe('first second ');
    expect(intruders).toEqual([expect.objectContaining({ code: 'worktree_busy' })]);
  });
});
