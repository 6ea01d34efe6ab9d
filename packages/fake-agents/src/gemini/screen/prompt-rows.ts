import { wrapped } from '../../claude/screen/rows.ts';
import { footerRows, type FooterColumn } from './footer.ts';

const WARNING =
  'Warning: True color (24-bit) support not detected. Using a terminal with true color enabled will result in a better visual experience.';
const READY = '  Type your message or @path/to/file';
const GREY = ['\u001B[48;5;240m', '\u001B[49m'] as const;

/** What the part below the conversation shows. */
export interface PromptState {
  readonly input: string;
  /** Seconds for which a turn runs; `null` while nothing runs. */
  readonly busySeconds: number | null;
  readonly hint: string | null;
  /** Until the first input. */
  readonly warns: boolean;
  readonly folder: string;
  readonly model: string;
  readonly quota: string | null;
  readonly untrusted: boolean;
}

/** The prompt with its footer. */
export function promptRows(state: PromptState, columns: number): readonly string[] {
  const grey = (text: string): string => `${GREY[0]}${text.padEnd(columns)}${GREY[1]}`;
  const busy = state.busySeconds === null ? '' : ` ⠏ Thinking... (esc to cancel, ${state.busySeconds}s)`;
  const input = state.input === '' ? ` > ${READY}` : ` > ${state.input}`;
  return [
    ...(state.warns ? warningRows(columns) : []),
    '',
    `${busy.padEnd(columns - 16)}? for shortcuts`,
    '─'.repeat(columns),
    state.hint ?? ' Shift+Tab to accept edits',
    grey(''),
    ...wrapped(input, columns).map(grey),
    grey(''),
    ...menuRows(state.input),
    ...footerRows(footer(state), columns),
  ];
}

const COMMANDS = [
  ['model', 'Manage model configuration'],
  ['quit', 'Exit the cli'],
  ['stats', 'Check session stats. Usage: /stats [session|model|tools]'],
] as const;

/** The commands that begin with what is typed. */
function menuRows(input: string): readonly string[] {
  if (!input.startsWith('/')) return [];
  return COMMANDS.flatMap(([name, about]) => (`/${name}`.startsWith(input) ? [` ${name.padEnd(7)} ${about}`] : []));
}

/** The warning about colours, as it stands above the prompt and above a dialog at the start. */
export function warningRows(columns: number): readonly string[] {
  const rows = wrapped(WARNING, columns - 3);
  return [...rows.map((row, index) => `${index === 0 ? '⚠ ' : '  '} ${row}`), '', ''];
}

function footer({ folder, model, quota, untrusted }: PromptState): readonly FooterColumn[] {
  const columns = [
    { heading: 'workspace (/directory)', value: folder },
    { heading: 'sandbox', value: untrusted ? 'untrusted' : 'no sandbox' },
    { heading: '/model', value: model },
  ];
  return quota === null ? columns : [...columns, { heading: 'quota', value: quota }];
}
