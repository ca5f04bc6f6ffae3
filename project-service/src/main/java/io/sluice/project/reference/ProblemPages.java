package io.sluice.project.reference;

import io.sluice.contract.ErrorCode;
import io.sluice.contract.Failure;
import io.sluice.contract.SluiceException;
import io.sluice.project.gateway.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Duration;
import java.util.Arrays;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** Where the `type` of a problem leads: what its code means, and what to do. */
@RestController
@Hidden
class ProblemPages {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head><meta charset="utf-8"><title>%1$s</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="stylesheet" href="/console/console.css"></head>
      <body class="problem"><main>
      <h1>%2$s</h1>
      <p><code>%1$s</code>, status %3$d</p>
      <h2>What to do</h2>
      <p>%4$s</p>
      </main></body>
      </html>
      """;

  @GetMapping(path = Problem.PAGES + "{code}", produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> page(@PathVariable String code) {
    ErrorCode of =
        Arrays.stream(ErrorCode.values())
            .filter(one -> Problem.path(one).equals(code))
            .findFirst()
            .orElseThrow(
                () -> new SluiceException(ErrorCode.UNKNOWN_ID, "no problem is called so"));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
        .body(
            PAGE.formatted(
                of.name(),
                HtmlUtils.htmlEscape(of.text()),
                of.status(),
                HtmlUtils.htmlEscape(new Failure(of, "").remedy())));
  }
}
