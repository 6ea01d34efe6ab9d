import { CcxError, type FleetMember } from '@ccx/contracts';
import type { SessionMessage } from '@ccx/fleet';
import { memberName } from '../fleet-view/member-name.ts';
import type { ScreenEffect } from './screen-event.ts';
import type { Notice } from './screen-state.ts';

/** What can be done with a member. Each says in words what happened; what is rejected is shown and ends nothing. */
export interface ScreenActions {
  /** Brings its terminal to the front. */
  focus(member: FleetMember): Promise<string>;
  /** `force`: also while it works. */
  send(member: FleetMember, text: string, force: boolean): Promise<string>;
  stop(member: FleetMember): Promise<string>;
  /** What was said last, oldest first. */
  messages(member: FleetMember, most: number): readonly SessionMessage[];
}

type Wish = Extract<ScreenEffect, { readonly member: FleetMember }>;

/** Does what was asked for and gives what became of it; never rejects. */
export async function carryOut(wish: Wish, actions: ScreenActions): Promise<Notice> {
  try {
    return { is: 'done', text: await asked(wish, actions) };
  } catch (error) {
    return { is: 'failed', text: `${memberName(wish.member)}: ${failure(error)}` };
  }
}

async function asked(wish: Wish, actions: ScreenActions): Promise<string> {
  switch (wish.type) {
    case 'focus':
      return actions.focus(wish.member);
    case 'send':
      return actions.send(wish.member, wish.text, wish.force);
    case 'stop':
      return actions.stop(wish.member);
  }
}

function failure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return CcxError.is(error) && error.hint !== null ? `${message} ${error.hint}` : message;
}
