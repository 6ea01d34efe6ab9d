// `npm start -- <arguments of ccx>`: installs and builds what is not up to date, then is ccx.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './lib/run-command.mjs';
import { installDependencies, prepareTools, root } from './toolchain.mjs';

try {
  const tools = await prepareTools();
  await installDependencies(tools);
  await build(tools);
  await become(tools.node, [join(root, 'packages/cli/dist/bin.js'), ...process.argv.slice(2)]);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function build(tools) {
  const args = ['run', 'build', '--filter=@ccx/cli...', '--output-logs=errors-only'];
  const { code, output } = await runCommand('turbo', args, { cwd: root, env: tools.env });
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
}

// The terminal sends Ctrl-C to every process in the foreground, ccx included: passed on, it would arrive twice, which
// ccx understands as "kill". Without a terminal nobody else tells ccx.
function become(command, args) {
  const child = spawn(command, args, { stdio: 'inherit', cwd: process.env.INIT_CWD, env: withoutNpm(process.env) });
  const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => void (hasTerminal || child.kill(signal)));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => void child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? 128 + constants.signals[signal];
      resolve();
    });
  });
}

// What npm adds for its scripts is no business of ccx and of the agents it starts.
function withoutNpm(env) {
  const npmOwn =
    /^(npm_(lifecycle|package|command|execpath|node_execpath)|npm_config_(local_prefix|user_agent|npm_version|node_gyp)|INIT_CWD$|NODE$)/;
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !npmOwn.test(name)));
  const npmFolder = /node_modules\/\.bin$|node-gyp-bin$/;
  return {
    ...kept,
    PATH: (env.PATH ?? '')
      .split(':')
      .filter((folder) => !npmFolder.test(folder))
      .join(':'),
  };
}
