export interface ImportedFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
}

export interface ImportedNode {
  readonly frame: ImportedFrame;
  readonly children: readonly ImportedNode[];
  getTotalWeight(): number;
}

interface ImportedProfile {
  /** Its left-heavy tree. */
  getGroupedCalltreeRoot(): ImportedNode;
  forEachCall(
    open: (node: { frame: ImportedFrame }, at: number) => void,
    close: (node: { frame: ImportedFrame }, at: number) => void,
  ): void;
}

export function loadSpeedscopeImporter(): Promise<
  (name: string, text: string) => Promise<{ profiles: ImportedProfile[] }>
>;
