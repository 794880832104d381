export { parkedCommand, showCommand, tasksCommand } from './object-commands.ts';
