import type { Reservation } from '@ccx/contracts';

/** What cannot be given back must not cost the result; whoever holds places drops those of dead owners. */
export async function giveBack(reservation: Reservation, say: (text: string) => void): Promise<void> {
  try {
    await reservation.release();
  } catch (error) {
    say(`A place could not be given back: ${error instanceof Error ? error.message : String(error)}`);
  }
}
