#!/usr/bin/env node
// Runs on any Node that knows modules, so that an old one can say what it lacks. No static import may stand here.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `ccx needs Node 22.18 or newer; this is ${process.versions.node}.\n` +
      `  npx -p node@24 -p @ccx/cli ccx     runs it on a newer one without installing it\n` +
      `  [platform_unsupported]\n`,
  );
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

export {};
