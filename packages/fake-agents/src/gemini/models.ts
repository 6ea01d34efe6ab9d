import type { GeminiLogin } from './login.ts';

/** What stands for a choice by the CLI itself: it asks a lite model first which one to take. */
export const AUTO = 'auto';

/** The models that `auto` asked and took in the recordings of 0.61.0: they depend on the login. */
export function autoModels(login: GeminiLogin): { readonly router: string; readonly main: string } {
  return login === 'google'
    ? { router: 'gemini-3.1-flash-lite', main: 'gemini-3-flash-preview' }
    : { router: 'gemini-3.5-flash-lite', main: 'gemini-3.8-flash' };
}
