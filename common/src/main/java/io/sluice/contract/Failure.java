package io.sluice.contract;

/**
 * Why something stopped or was refused, for a person and for a program.
 *
 * @param detail what exactly, where; never a secret and never raw driver text
 */
public record Failure(ErrorCode code, String detail) {
  public String remedy() {
    return code.remedy();
  }
}
