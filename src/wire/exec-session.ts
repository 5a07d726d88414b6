import { execFailure } from './exec-failure.js';
import type { ExecMessage, Message } from './messages.js';
import { connectToMonitor, MonitorStreams } from './monitor-streams.js';

/**
 * `tracked`: what kills the command, or ends the connection, also kills whatever it forked. `privileged`: it has all capabilities;
 * a monitor of an earlier version ends the connection.
 */
export type ExecRequestMessage = Omit<ExecMessage, 'type' | 'tracked'> & {
  readonly tracked?: boolean;
  readonly privileged?: true;
};

const ACTION = 'execute command';
const SIGKILL = 9;

/** A command in a running container. Closing the connection hangs its terminal up. */
export class ExecSession extends MonitorStreams {
  #command = '';

  /**
   * Starts a command; resolves when it has executed. Aborting the signal kills the command, then or later.
   * @throws COMMAND_NOT_FOUND (exit code 127), COMMAND_NOT_EXECUTABLE (126), CONTAINER_NOT_RUNNING, CANCELLED
   */
  static async start(
    socketPath: string,
    { privileged, ...request }: ExecRequestMessage,
    signal: AbortSignal,
  ): Promise<ExecSession> {
    const [command = ''] = request.arg;
    const session = new ExecSession(await connectToMonitor(socketPath, ACTION, signal), ACTION, command);
    session.#command = command;
    if (privileged) session.send({ type: 'Privileged' });
    await session.open({ type: 'Exec', tracked: false, ...request }, signal, () => {
      session.kill(SIGKILL);
      session.close();
    });
    return session;
  }

  protected take(message: Message): void {
    if (message.type === 'ExecStarted') this.begin();
    else if (message.type === 'ExecFailed') this.fail(execFailure(this.#command, message));
  }
}
