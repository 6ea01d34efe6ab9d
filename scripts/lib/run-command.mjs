import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and keeps what it said. Never rejects: a command that could not start ends with code 127.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, deadlineMs?: number }} [options] `deadlineMs`: after that the command
 *   is ended with TERM and its code is 124. Default: ten minutes.
 * @returns {Promise<{ code: number, stdout: string, output: string, tookMs: number }>} `output` is stdout and stderr in
 *   the order of their arrival.
 */
export function runCommand(command, args, { cwd, env, deadlineMs = 600_000 } = {}) {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    let late = false;
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGTERM');
    }, deadlineMs);
    const end = (code) => {
      clearTimeout(timer);
      if (late) output += `\n${command}: ended after ${deadlineMs / 1000} s\n`;
      resolve({ code: late ? 124 : code, stdout, output, tookMs: performance.now() - startedAt });
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', (error) => {
      output += `${command}: ${error.message}\n`;
      end(127);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
