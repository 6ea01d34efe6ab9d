// @boundaries-ignore one test setup for all packages
export { default } from '../../vitest.shared.ts';
