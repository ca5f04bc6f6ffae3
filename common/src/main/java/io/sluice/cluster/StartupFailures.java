package io.sluice.cluster;

import io.sluice.contract.SluiceException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A service that cannot start says why and what to do, instead of where in the code. */
final class StartupFailures extends AbstractFailureAnalyzer<SluiceException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, SluiceException cause) {
    var failure = cause.failure();
    String described = failure.code().text() + "\n" + failure.detail();
    return new FailureAnalysis(described, failure.remedy() + " (" + failure.code() + ")", cause);
  }
}
