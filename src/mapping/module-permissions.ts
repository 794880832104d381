/** Five digits a module: admin (0 or 1), folder, read, write, delete. */
interface ModuleDigits {
  readonly mail: string;
  readonly calendar: string;
}

/** What a deputy may do with one module, by OX's own numbers: 0 nothing, 2 see or own, 4 create or all, 8 create subfolders. */
export interface ModulePermission {
  readonly module: 'mail' | 'calendar';
  readonly admin: boolean;
  readonly folder: number;
  readonly read: number;
  readonly write: number;
  readonly delete: number;
}

/** The digits of a grant, taken apart. A module without any permission is left out, for OX does not keep it. */
export function modulePermissions({ mail, calendar }: ModuleDigits): ModulePermission[] {
  return [modulePermission('mail', mail), modulePermission('calendar', calendar)].filter(
    (permission) => permission.folder + permission.read + permission.write + permission.delete > 0,
  );
}

function modulePermission(module: ModulePermission['module'], text: string): ModulePermission {
  const [admin = 0, folder = 0, read = 0, write = 0, remove = 0] = text.split('').map(Number);
  return { module, admin: admin === 1, folder, read, write, delete: remove };
}
