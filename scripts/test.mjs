// `npm test`: everything that proves this repository except the real CLIs. `npm test -- lint types` runs only those steps.
import { stripVTControlCharacters } from 'node:util';
import { steps } from './lib/steps.mjs';
import { installDependencies, prepareTools } from './toolchain.mjs';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No step is named ${unknown.join(', ')}; there are ${steps.map(({ name }) => name).join(', ')}.\n`,
  );
  process.exit(2);
}

const broken = new Set();
const total = { passed: 0, failed: 0, skipped: 0 };
try {
  const tools = await prepareTools();
  await installDependencies(tools);
  const needed = steps.filter(({ name }) => wanted.includes(name)).flatMap(({ needs }) => needs);
  const chosen = steps.filter(({ name }) => wanted.length === 0 || wanted.includes(name) || needed.includes(name));
  for (const wave of new Set(chosen.map((step) => step.wave))) {
    await runTwoAtATime(
      chosen.filter((step) => step.wave === wave),
      tools.env,
    );
  }
} catch (error) {
  process.stdout.write(`${error.message}\n`);
  total.failed += 1;
}
if (total.passed + total.failed === 0) total.failed = 1;
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function runTwoAtATime(waiting, env) {
  const queue = [...waiting];
  const work = async () => {
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) await runStep(step, env);
  };
  await Promise.all([work(), work()]);
}

async function runStep(step, env) {
  const startedAt = performance.now();
  const lacking = step.needs.filter((name) => broken.has(name));
  const { passed, failed, failures, skipped, output } = lacking.length > 0 ? notRun(lacking) : await step.run(env);
  if (failed > 0) broken.add(step.name);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped.length;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  const counts = passed + failed > 1 ? `  ${passed} passed${failed === 0 ? '' : `, ${failed} failed`}` : '';
  const lines = [`${failed === 0 ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(10)} ${seconds} s${counts}`];
  // First, so that they are in what is kept of a long log.
  for (const title of failures) lines.push(`      failed: ${title}`);
  // Some tools colour what they print whenever CI is set, terminal or not.
  if (failed > 0) lines.push(process.stdout.isTTY ? output.trimEnd() : stripVTControlCharacters(output.trimEnd()));
  for (const title of skipped) lines.push(`      skipped: ${title}`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function notRun(lacking) {
  return {
    passed: 0,
    failed: 1,
    failures: [],
    skipped: [],
    output: `not run, because ${lacking.join(' and ')} failed`,
  };
}
