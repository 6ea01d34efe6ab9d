import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { AGENT_MODULES } from './places.ts';

/** Whose program a process runs: what a vendor's CLI is or starts is the vendor's, all else that a run starts is ours. */
export type Side = 'ours' | 'vendor';

/** A file that was opened, or an address that was connected to. */
export interface TracedCall {
  readonly pid: number;
  readonly side: Side;
  readonly call: 'open' | 'connect';
  /** The path, or the address with its port. */
  readonly target: string;
}

/** Whether this machine has strace and lets it trace. */
export function canTrace(): boolean {
  return spawnSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;
}

/** What to put before a command so that `file` tells afterwards what it and all its children opened and connected to. */
export function traceArguments(file: string): readonly string[] {
  const calls = 'trace=open,openat,openat2,connect,execve,execveat,clone,clone3,fork,vfork';
  return ['strace', '-f', '-qq', '--seccomp-bpf', '-s', '4096', '-e', 'signal=none', '-e', calls, '-o', file];
}

/** Reads a trace of strace 6 (`-f -o`): one line per call, cut in two where another process came between. */
export function readTrace(text: string): readonly TracedCall[] {
  const calls = joinCalls(text);
  const births = new Map<number, { readonly parent: number; readonly at: number }>();
  for (const { pid, at, name, result } of calls) {
    if (/^(clone3?|v?fork)$/.test(name) && result > 0) births.set(result, { parent: pid, at });
  }
  const programs = calls.filter(({ name, result }) => name.startsWith('execve') && result === 0);
  const sideOf = (pid: number, at: number): Side => {
    const birth = births.get(pid);
    // Once a vendor's, always a vendor's: the shells and tools that it starts are no business of ours.
    if (birth !== undefined && sideOf(birth.parent, birth.at) === 'vendor') return 'vendor';
    return programs.some((one) => one.pid === pid && one.at < at && isVendor(one.args)) ? 'vendor' : 'ours';
  };
  return calls.flatMap(({ pid, at, name, args }): TracedCall[] => {
    const side = (): Side => sideOf(pid, at);
    if (name.startsWith('open')) return [{ pid, side: side(), call: 'open', target: quoted(args) }];
    const address = name === 'connect' ? internetAddress(args) : null;
    return address === null ? [] : [{ pid, side: side(), call: 'connect', target: address }];
  });
}

interface RawCall {
  readonly pid: number;
  /** The line on which the call began. */
  readonly at: number;
  readonly name: string;
  readonly args: string;
  /** NaN where the call never returned. */
  readonly result: number;
}

function joinCalls(text: string): readonly RawCall[] {
  const calls: RawCall[] = [];
  const begun = new Map<number, { readonly at: number; readonly name: string; readonly args: string }>();
  const finish = (pid: number, at: number, name: string, rest: string): void => {
    const end = /^(.*)\)\s+=\s+(-?\d+|\?)/s.exec(rest);
    calls.push({ pid, at, name, args: end?.[1] ?? rest, result: Number(end?.[2] ?? Number.NaN) });
  };
  for (const [at, line] of text.split('\n').entries()) {
    const [, pidText = '', what = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const pid = Number(pidText);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(what);
    const fresh = /^(\w+)\((.*)$/.exec(what);
    if (resumed !== null) {
      const start = begun.get(pid);
      begun.delete(pid);
      if (start !== undefined) finish(pid, start.at, start.name, start.args + (resumed[1] ?? ''));
    } else if (fresh !== null) {
      const [, name = '', rest = ''] = fresh;
      const cut = / ?<unfinished \.\.\.>$/.exec(rest);
      if (cut === null) finish(pid, at, name, rest);
      else begun.set(pid, { at, name, args: rest.slice(0, cut.index) });
    }
  }
  // A call that never came back was made all the same: a FIFO nobody writes to is opened for ever.
  for (const [pid, { at, name, args }] of begun) finish(pid, at, name, args);
  return calls;
}

function isVendor(args: string): boolean {
  const path = quoted(args);
  return path.startsWith(`${AGENT_MODULES}/`) || /^claude(\.exe)?$/.test(basename(path));
}

function quoted(args: string): string {
  return /"((?:[^"\\]|\\.)*)"/.exec(args)?.[1] ?? '';
}

/** `127.0.0.1:443` from the structure that connect takes; `null` for sockets that are files. */
function internetAddress(args: string): string | null {
  const port = /sin6?_port=htons\((\d+)\)/.exec(args)?.[1];
  const host = /inet_addr\("([^"]+)"\)/.exec(args)?.[1] ?? /inet_pton\(AF_INET6, "([^"]+)"/.exec(args)?.[1];
  return port === undefined || host === undefined ? null : `${host}:${port}`;
}
