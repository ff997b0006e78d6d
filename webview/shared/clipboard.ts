/**
 * Puts text on the clipboard; false where the browser refuses. VS Code allows it to its pages as long as they have the focus,
 * and so it must be called by what the user did.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
