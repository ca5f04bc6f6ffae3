package io.sluice.project.flow;

/**
 * A command the flow commands to send.
 *
 * @param subject id of the aggregate it is for; the key on the topic
 * @param mark what the answer to the command has to remind the flow of, which remembers nothing
 *     itself; goes into the command's id
 */
record Outgoing(String topic, String subject, Record command, String mark) {
  static final String NO_MARK = "-";
}
