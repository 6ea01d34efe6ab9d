import { readPackages, record, type WorkspacePackage } from './workspace.ts';

const installed = ['dependencies', 'peerDependencies', 'optionalDependencies'];

/** Every breach of the one import rule that manifests can show, one sentence each; empty when there is none. */
export function manifestProblems(workspace: string): readonly string[] {
  return readPackages(workspace).flatMap((one) => [...installedProblems(one), ...developmentProblems(one)]);
}

function installedProblems({ folder, manifest }: WorkspacePackage): readonly string[] {
  if (folder === 'contracts') {
    return installed.filter((field) => field in manifest).map((field) => `contracts has ${field}`);
  }
  return installed
    .flatMap((field) => siblingsIn(manifest[field]))
    .filter((name) => !mayDependOn(folder, name))
    .map((name) => `${folder} depends on ${name}`);
}

function developmentProblems({ folder, manifest }: WorkspacePackage): readonly string[] {
  const forTests = ['@ccx/contracts', '@ccx/fake-agents', '@ccx/testkit'];
  return siblingsIn(manifest['devDependencies'])
    .filter((name) => !forTests.includes(name))
    .map((name) => `${folder} is developed with ${name}`);
}

// The composition root imports every package; what only tests need is shipped with none.
function mayDependOn(folder: string, name: string): boolean {
  return folder === 'cli' ? name !== '@ccx/testkit' : name === '@ccx/contracts';
}

function siblingsIn(field: unknown): readonly string[] {
  return Object.keys(record(field)).filter((name) => name.startsWith('@ccx/'));
}
