import type { FleetUpdate } from '@ccx/fleet';
export async function screenCommand(
  _: unknown,
  { updates }: { readonly updates: AsyncIterable<FleetUpdate>; [more: string]: unknown },
): Promise<void> {
  for await (const { members } of updates) console.log(members.length);
}
