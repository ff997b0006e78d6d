import type { Page } from "playwright-core";
import { waitUntil } from "./wait-until.ts";

const CLICK_MS = 1000;
const PALETTE_ATTEMPTS = 4;
const PALETTE_MS = 6000;

/** Quick inputs: the palette, pickers, input boxes and the file dialogs, which are quick inputs too. */
export function palette(page: Page) {
  const widget = page.locator(".quick-input-widget:visible");
  const input = widget.locator("input.input");

  /**
   * Types a command's title into the palette and waits until it is the one that Enter would run. A palette shows what
   * could be run when it opened: one that came before its editor had the focus is opened anew.
   */
  async function findInPalette(title: string): Promise<void> {
    const row = widget.locator(".monaco-list-row.focused", { hasText: title });
    for (let attempt = 1; ; attempt++) {
      await page.keyboard.press("F1");
      try {
        await input.waitFor({ timeout: PALETTE_MS });
        await input.fill(`>${title}`);
        return await row.waitFor({ timeout: PALETTE_MS });
      } catch (error) {
        if (attempt === PALETTE_ATTEMPTS) throw error;
      }
      await page.keyboard.press("Escape");
      await widget.waitFor({ state: "hidden" });
    }
  }

  return {
    findInPalette,
    /** Runs a command by its title, as a person does. */
    async palette(title: string): Promise<void> {
      await findInPalette(title);
      await input.press("Enter");
    },
    /** Waits for the quick input with this title, prompt or placeholder. Text typed before would be lost. */
    async question(shows: string) {
      const selectors = [
        `input[placeholder*="${shows}"]`,
        `.quick-input-message:has-text("${shows}")`,
        `.quick-input-title:has-text("${shows}")`,
      ];
      await page
        .locator(selectors.map((selector) => `.quick-input-widget:visible ${selector}`).join(", "))
        .first()
        .waitFor();
      return widget;
    },
    /** Answers an input box or a picker: types the text, waits until a list has filtered itself by it, and accepts. */
    async answer(shows: string, text: string): Promise<void> {
      await this.question(shows);
      await input.fill(text);
      const rows = widget.locator(".monaco-list-row");
      const list = widget.locator(".quick-input-list");
      if (await list.isVisible()) await rows.and(page.locator(".focused")).filter({ hasText: text }).waitFor();
      await input.press("Enter");
    },
    /** Answers a folder dialog by mouse: goes into a folder of the one that it shows first, and presses its button. */
    async answerFolder(shows: string, name: string, button: string): Promise<void> {
      await this.question(shows);
      const row = widget.locator(".monaco-list-row").filter({ has: page.getByText(name, { exact: true }) });
      await row.click();
      await page.waitForFunction(
        ([selector, end]) => document.querySelector<HTMLInputElement>(selector)?.value.endsWith(end),
        [".quick-input-widget input.input", `/${name}/`] as const,
      );
      const accept = widget.getByRole("button", { name: button });
      const isTaken = async () => {
        // It does not listen while it lists the folder; the last press finds it gone.
        await accept.click({ timeout: CLICK_MS }).catch(() => undefined);
        return accept.isHidden();
      };
      await waitUntil(isTaken, { what: `the dialog to take ${name}` });
    },
    /** Answers a file dialog by mouse: chooses a file of the folder that it shows first. */
    async answerFile(shows: string, name: string, button: string): Promise<void> {
      await this.question(shows);
      await widget
        .locator(".monaco-list-row")
        .filter({ has: page.getByText(name, { exact: true }) })
        .click();
      const accept = widget.getByRole("button", { name: button });
      const isTaken = async () => {
        await accept.click({ timeout: CLICK_MS }).catch(() => undefined);
        return accept.isHidden();
      };
      await waitUntil(isTaken, { what: `the dialog to take ${name}` });
    },
    /** The rows of the open picker. */
    choices: () => widget.locator(".monaco-list-row"),
  };
}
