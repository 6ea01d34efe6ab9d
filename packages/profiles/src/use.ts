export type { ProfileBook } from './profile-book.ts';
export { openProfiles } from './registry/open-profiles.ts';
export { createShellEmitter } from './shell/shell-emitter.ts';
export { detectShell } from './shell/detect-shell.ts';
