import type { Browser, Page } from "playwright-core";

export function findChromium(): string | undefined;
export function launchBrowser(options?: { headless?: boolean; args?: readonly string[] }): Promise<Browser>;
export function newPage(browser: Browser, viewport?: { width: number; height: number }): Promise<Page>;
