package io.instancebus.gateway.json;

import io.instancebus.domain.Admission;
import io.instancebus.domain.Bytes;
import io.instancebus.domain.Command.CreateInstance;
import io.instancebus.domain.Command.RunOnInstance;
import io.instancebus.domain.Credential;
import io.instancebus.domain.HardwareProfile;
import io.instancebus.domain.ProtectedText;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of commands. The result is null if something is wrong; the errors then say what. */
final class Bodies {
    private static final List<String> CREATE_FIELDS = List.of(
            "account", "imageId", "realmId", "hardwareProfile", "name", "keyName", "firewalls", "tags", "replyKey");
    private static final List<String> RUN_FIELDS =
            List.of("commandLine", "username", "address", "port", "timeoutSeconds", "outputLimit", "hostKey");

    private final FieldErrors errors;
    private final ProtectedTexts texts;

    Bodies(FieldErrors errors) {
        this.errors = errors;
        this.texts = new ProtectedTexts(errors);
    }

    @Nullable
    CreateInstance create(Fields fields) {
        String account = fields.requiredText("account");
        String imageId = fields.requiredText("imageId");
        String realmId = fields.text("realmId");
        HardwareProfile hardwareProfile = hardwareProfile(fields);
        String name = fields.text("name");
        String keyName = fields.text("keyName");
        List<String> firewalls = fields.texts("firewalls");
        ProtectedText userData = texts.text(fields, "userData");
        Map<String, String> tags = fields.textMap("tags");
        Bytes replyKey = fields.base64("replyKey");
        if (account == null || imageId == null) {
            return null;
        }
        return errors.make(
                "",
                CREATE_FIELDS,
                () -> Admission.admit(new CreateInstance(
                        account,
                        imageId,
                        realmId,
                        hardwareProfile,
                        name,
                        keyName,
                        firewalls,
                        userData,
                        tags,
                        replyKey)));
    }

    @Nullable
    RunOnInstance run(Fields fields) {
        ProtectedText commandLine = texts.text(fields, "commandLine");
        if (fields.value("commandLine") == null) {
            errors.add("commandLine", "is missing; text or a sealed text is expected");
        }
        Credential credential = credential(fields);
        String username = fields.text("username");
        String address = fields.text("address");
        Integer port = fields.integer("port");
        Integer timeoutSeconds = fields.integer("timeoutSeconds");
        Integer outputLimit = fields.integer("outputLimit");
        String hostKey = fields.text("hostKey");
        if (commandLine == null) {
            return null;
        }
        return errors.make(
                "",
                RUN_FIELDS,
                () -> Admission.admit(new RunOnInstance(
                        commandLine, credential, username, address, port, timeoutSeconds, outputLimit, hostKey)));
    }

    private @Nullable HardwareProfile hardwareProfile(Fields fields) {
        Fields profile = fields.object("hardwareProfile");
        if (profile == null) {
            return null;
        }
        String id = profile.text("id");
        Map<String, String> overrides = profile.textMap("overrides");
        profile.noOthers();
        return errors.make("", List.of("hardwareProfile"), () -> Admission.admit(new HardwareProfile(id, overrides)));
    }

    private @Nullable Credential credential(Fields fields) {
        Fields credential = fields.object("credential");
        if (credential == null) {
            return null;
        }
        Credential.Type type = credentialType(credential);
        ProtectedText secret = texts.secret(credential, "secret");
        if (credential.value("secret") == null) {
            errors.add("credential.secret", "is missing; a sealed text or a reference is expected");
        }
        ProtectedText passphrase = texts.secret(credential, "passphrase");
        credential.noOthersUnnamed();
        if (type == null || secret == null) {
            return null;
        }
        return errors.make("credential", List.of(), () -> new Credential(type, secret, passphrase));
    }

    private Credential.@Nullable Type credentialType(Fields credential) {
        return switch (credential.text("type")) {
            case "PASSWORD" -> Credential.Type.PASSWORD;
            case "PRIVATE_KEY" -> Credential.Type.PRIVATE_KEY;
            case null, default -> {
                errors.add("credential.type", "must be PASSWORD or PRIVATE_KEY");
                yield null;
            }
        };
    }
}
