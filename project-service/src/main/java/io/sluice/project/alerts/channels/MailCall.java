package io.sluice.project.alerts.channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.datasource.Secret;
import jakarta.mail.MessagingException;
import java.util.Objects;
import java.util.Properties;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Tells a message by mail, as plain text and as HTML. */
@Component
class MailCall {
  private static final String PATIENCE_MILLIS = "10000";

  /**
   * @throws DeliveryException with what is wrong, in words
   */
  void send(ChannelSettings.Email email, Message message) {
    var sender = new JavaMailSenderImpl();
    sender.setHost(email.host());
    sender.setPort(Objects.requireNonNull(email.port()));
    sender.setProtocol(email.encryption() == ChannelSettings.Encryption.TLS ? "smtps" : "smtp");
    sender.setDefaultEncoding(UTF_8.name());
    sender.setJavaMailProperties(properties(email));
    Secret password = email.password();
    if (email.username() != null && password != null) {
      sender.setUsername(email.username());
      sender.setPassword(password.reveal(email.endpoint()));
    }
    try {
      var mail = sender.createMimeMessage();
      var parts = new MimeMessageHelper(mail, true, UTF_8.name());
      parts.setFrom(email.from());
      parts.setTo(email.to().toArray(String[]::new));
      parts.setSubject("[Sluice] " + message.title());
      parts.setText(message.plain(), message.html());
      mail.setHeader("X-Sluice-Message", message.id());
      mail.setHeader("Auto-Submitted", "auto-generated");
      sender.send(mail);
    } catch (MailAuthenticationException e) {
      throw new DeliveryException(email.endpoint() + " refuses the user name or password", e);
    } catch (MailException | MessagingException e) {
      throw new DeliveryException(
          email.endpoint() + " does not take the mail: " + root(e).getClass().getSimpleName(), e);
    }
  }

  private static Properties properties(ChannelSettings.Email email) {
    var settings = new Properties();
    for (String protocol : new String[] {"mail.smtp.", "mail.smtps."}) {
      settings.setProperty(protocol + "connectiontimeout", PATIENCE_MILLIS);
      settings.setProperty(protocol + "timeout", PATIENCE_MILLIS);
      settings.setProperty(protocol + "writetimeout", PATIENCE_MILLIS);
      settings.setProperty(protocol + "auth", String.valueOf(email.username() != null));
      settings.setProperty(protocol + "ssl.checkserveridentity", "true");
    }
    if (email.encryption() == ChannelSettings.Encryption.STARTTLS) {
      settings.setProperty("mail.smtp.starttls.enable", "true");
      settings.setProperty("mail.smtp.starttls.required", "true");
    }
    return settings;
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
