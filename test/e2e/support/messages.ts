import type { Page } from "playwright-core";
import type { ExtensionHost } from "./extension-host.ts";

const TOAST_WAIT_MS = 1500;

/** The notifications of the workbench. */
export function messages(page: Page, host: ExtensionHost) {
  const items = page.locator(".notification-list-item");
  return {
    /**
     * The message with this text. VS Code shows three toasts in 0.8 s at most and hides them after a while; the rest
     * are only in the list, which is then opened.
     */
    async message(text: string | RegExp) {
      const item = items.filter({ hasText: text }).first();
      const isToast = item.waitFor({ timeout: TOAST_WAIT_MS });
      if (await isToast.then(() => true).catch(() => false)) return item;
      await host.run("notifications.showList");
      await item.waitFor();
      return item;
    },
    /** Texts of the messages that are shown now. */
    messageTexts: () => page.locator(".notification-list-item-message").allInnerTexts(),
    async clearMessages() {
      await host.runToEnd("notifications.clearAll");
      await items.first().waitFor({ state: "hidden" });
    },
  };
}
