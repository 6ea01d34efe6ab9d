import { expect, test } from 'vitest';
import { violations } from '../support/stance.ts';
import { readTrace } from '../support/system-trace.ts';

// Lines as strace 6.1 writes them; a process that is cut in the middle of a call goes on in a line of its own.
const trace = [
  '100 execve("/usr/bin/node", ["node", "bin.js"], 0x7ffd /* 9 vars */) = 0',
  '100 openat(AT_FDCWD, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3',
  '100 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x1, stack_size=0x9000}, 88 <unfinished ...>',
  '101 execve("/home/a/bin/claude", ["claude", "-p"], 0x7ffd /* 9 vars */ <unfinished ...>',
  '100 <... clone3 resumed>)               = 101',
  '101 <... execve resumed>)               = 0',
  '101 openat(AT_FDCWD, "/home/a/.claude/.credentials.json", O_RDONLY|O_CLOEXEC) = 4',
  '101 connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1 EINPROGRESS (Operation now in progress)',
  '101 vfork( <unfinished ...>',
  '102 execve("/bin/sh", ["sh"], 0x7ffd /* 9 vars */) = 0',
  '102 openat(AT_FDCWD, "/home/a/.codex/auth.json", O_RDONLY) = 3',
  '101 <... vfork resumed>)                = 102',
  '100 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 103',
];

test('the vendor and what it starts may open its files and go where it likes', () => {
  const calls = readTrace(trace.join('\n'));
  expect(calls.filter(({ side }) => side === 'vendor').map(({ target }) => target)).toEqual([
    '/home/a/.claude/.credentials.json',
    '192.0.2.1:443',
    '/home/a/.codex/auth.json',
  ]);
  expect(violations(calls)).toEqual([]);
});

test.each([
  ['a file by us', '100 openat(AT_FDCWD, "/home/a/.claude/.credentials.json", O_RDONLY) = 9', 'open'],
  [
    'a file that is not there',
    '100 openat(AT_FDCWD, "/h/.codex/auth.json", O_RDONLY) = -1 ENOENT (No such file)',
    'open',
  ],
  ['a file on which we wait for ever', '100 open("/h/.gemini/oauth_creds.json", O_RDONLY <unfinished ...>', 'open'],
  ['a peer token', '100 openat(AT_FDCWD, "/h/.claude/sessions/12.ab34.key", O_RDONLY) = 9', 'open'],
  ['by a child of ours', '103 openat(AT_FDCWD, "/home/a/.claude/.credentials.json", O_RDONLY) = 9', 'open'],
  [
    'IPv4',
    '100 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}, 16) = 0',
    'connect',
  ],
  [
    'IPv6',
    '100 connect(5, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH (Network is unreachable)',
    'connect',
  ],
])('found: %s', (_, line, call) => {
  const found = violations(readTrace([...trace, line].join('\n')));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(` ${call} `);
});

test.each([
  '100 connect(5, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
  '100 connect(5, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)',
  '100 openat(AT_FDCWD, "/home/a/.claude/settings.json", O_RDONLY) = 9',
])('not held against us: %s', (line) => {
  expect(violations(readTrace([...trace, line].join('\n')))).toEqual([]);
});
