import type { Environment } from '../environment.ts';
import type { InstanceFacts, ParamEnvironment } from '../params/scope.ts';
import type { RunInstance } from './state.ts';

/** What expressions may ask about the instance they run in. */
export function instanceFacts(
  instance: Pick<RunInstance, 'workflow_id' | 'initiator' | 'run_config' | 'run_properties'> &
    Partial<Pick<RunInstance, 'workflow_instance_id' | 'workflow_run_id' | 'run_params'>>,
  env: Environment,
): InstanceFacts {
  return {
    workflow_id: instance.workflow_id,
    workflow_instance_id: instance.workflow_instance_id,
    workflow_run_id: instance.workflow_run_id,
    initiator: instance.initiator,
    run_policy: instance.run_config.policy,
    owner: instance.run_properties.owner ?? '',
    owner_param: instance.run_params?.owner,
    execution_environment: env.executionEnvironment,
  };
}

/** The part of the environment that expressions may use. */
export function paramEnvironment(env: Environment): ParamEnvironment {
  return env;
}
