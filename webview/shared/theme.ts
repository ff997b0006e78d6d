import { parseColor, type Rgb } from "./color.ts";

export type ThemeKind = "light" | "dark" | "highContrast" | "highContrastLight";

/** VS Code says the kind of its theme in the body's classes; outside VS Code the system's preference counts. */
export function themeKind(): ThemeKind {
  const { classList } = document.body;
  if (classList.contains("vscode-high-contrast-light")) return "highContrastLight";
  if (classList.contains("vscode-high-contrast")) return "highContrast";
  if (classList.contains("vscode-light")) return "light";
  if (classList.contains("vscode-dark")) return "dark";
  return window.matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** A theme colour such as `--vscode-editor-background`, or the first fallback that is one. */
export function themeColor(variable: string, fallback: Rgb): Rgb {
  return parseColor(themeText(variable, "")) ?? fallback;
}

export function themeText(variable: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim() || fallback;
}

/**
 * Calls back when the theme changes: VS Code then replaces body classes, `data-vscode-theme-id` and the variables; outside
 * VS Code the system's preference does it.
 */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  const attributeFilter = ["class", "style", "data-vscode-theme-id", "data-vscode-theme-kind"];
  observer.observe(document.body, { attributes: true, attributeFilter });
  observer.observe(document.documentElement, { attributes: true, attributeFilter });
  window.matchMedia("(prefers-color-scheme: light)").addEventListener("change", changed);
}

export function prefersReducedMotion(): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") ||
    window.matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
