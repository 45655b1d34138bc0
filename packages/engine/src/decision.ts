/** What a decider answers: the state after the event, and what the outside has to do once that state is committed. */
export interface Decision<State, Command, Changed = never> {
  readonly state: State;
  readonly commands: readonly Command[];
  /** False when nothing changed that would have to outlive the process. */
  readonly isDurable: boolean;
  /** The parts of the state that have to be written. */
  readonly changed: readonly Changed[];
}
