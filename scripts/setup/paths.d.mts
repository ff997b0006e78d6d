export const root: string;
export const cacheDir: string;
export function shown(file: string): string;
