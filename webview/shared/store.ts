/** The one owner of a page's state: views listen and draw, actions replace the state as a whole. */
export interface Store<State> {
  readonly get: () => State;
  /** Listeners run at once, in the order in which they subscribed. Setting the same object does nothing. */
  readonly set: (next: State) => void;
  readonly subscribe: (listener: (state: State, previous: State) => void) => void;
}

export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  const listeners: ((state: State, previous: State) => void)[] = [];
  return {
    get: () => state,
    set(next) {
      if (next === state) return;
      const previous = state;
      state = next;
      for (const listener of listeners) listener(next, previous);
    },
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}
