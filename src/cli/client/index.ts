export { historyCommand } from './history-command.ts';
export { parkedCommand, showCommand, tasksCommand } from './object-commands.ts';
export { type Format, formatted, tableText } from './output.ts';
export { contextOption } from './place-options.ts';
