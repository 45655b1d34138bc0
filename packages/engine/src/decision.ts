/** What a decider answers: the state after the event, and what the outside has to do once that state is committed. */
export interface Decision<State, Command, Changed = never> {
  readonly state: State;
  readonly commands: readonly Command[];
  /** False when nothing changed that would have to outlive the process. */
  readonly isDurable: boolean;
  /**
   * True when an expression ran over the bounds of an environment that defers such: nothing was decided, and the same
   * events have to be decided again under larger bounds.
   */
  readonly isOverBudget: boolean;
  /** The parts of the state that have to be written. */
  readonly changed: readonly Changed[];
}
