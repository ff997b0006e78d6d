import type { Page } from "playwright-core";

/** Quick inputs: the palette, pickers, input boxes and the file dialogs, which are quick inputs too. */
export function palette(page: Page) {
  const widget = page.locator(".quick-input-widget:visible");
  const input = widget.locator("input.input");

  /** Types a command's title into the palette and waits until it is the one that Enter would run. */
  async function findInPalette(title: string): Promise<void> {
    await page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(`>${title}`);
    await widget.locator(".monaco-list-row.focused", { hasText: title }).waitFor();
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
    /** The rows of the open picker. */
    choices: () => widget.locator(".monaco-list-row"),
  };
}
