export async function completeCommand(): Promise<number> {
  return 0;
}
