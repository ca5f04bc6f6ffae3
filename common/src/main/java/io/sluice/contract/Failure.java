package io.sluice.contract;

import org.jspecify.annotations.Nullable;

/**
 * Why something stopped or was refused, for a person and for a program.
 *
 * @param detail what exactly, where; never a secret and never raw driver text
 * @param table of the source that alone is concerned: without it the others could go on; null when
 *     it is none in particular
 */
public record Failure(ErrorCode code, String detail, @Nullable TableName table) {
  public Failure(ErrorCode code, String detail) {
    this(code, detail, null);
  }

  public String remedy() {
    return code.remedy();
  }
}
