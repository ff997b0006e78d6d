/** speedscope's `importProfileGroupFromText(fileName, text)`; what it gives is typed where it is used. */
export function loadSpeedscopeImporter(): Promise<unknown>;
