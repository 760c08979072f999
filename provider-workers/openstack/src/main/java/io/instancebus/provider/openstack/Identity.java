package io.instancebus.provider.openstack;

import com.google.common.base.Strings;
import io.instancebus.domain.FailureCategory;
import io.instancebus.provider.ProviderFailure;
import io.instancebus.provider.Secret;
import io.instancebus.provider.SecretFailure;
import io.instancebus.provider.SecretSource;
import io.instancebus.provider.http.Deadline;
import io.instancebus.provider.jclouds.Cloud;
import java.util.Arrays;
import org.jclouds.openstack.keystone.auth.domain.ApiAccessKeyCredentials;
import org.jclouds.openstack.keystone.auth.domain.AuthInfo;
import org.jclouds.openstack.keystone.auth.domain.PasswordCredentials;
import org.jclouds.openstack.keystone.auth.domain.TenantOrDomainAndCredentials;
import org.jclouds.rackspace.cloudidentity.v2_0.domain.ApiKeyCredentials;

/** Logs in an account. */
final class Identity implements AutoCloseable {
    private static final String CALL = "log in";

    private final Cloud<KeystoneApi> keystone;
    private final Login login;
    private final SecretSource secret;

    Identity(Cloud<KeystoneApi> keystone, Login login, SecretSource secret) {
        this.keystone = keystone;
        this.login = login;
        this.secret = secret;
    }

    /** Requests a new token. A login has no effect, so its outcome is never unknown. */
    String token(Deadline deadline) throws ProviderFailure {
        try (Secret opened = secret.open()) {
            char[] characters = opened.chars();
            try {
                String text = new String(characters);
                Answered<String> answered = keystone.call(
                        CALL,
                        deadline.left(),
                        api -> Answered.by(() ->
                                Strings.nullToEmpty(authenticate(api, text).getAuthToken())));
                String token = answered.orElseThrow();
                if (token.isEmpty()) {
                    throw ProviderFailure.unreachable("the identity service answered without a token", null);
                }
                return token;
            } finally {
                Arrays.fill(characters, '\0');
            }
        } catch (Refused e) {
            throw Failures.ofRead("the login", e);
        } catch (SecretFailure e) {
            throw ProviderFailure.of(
                    FailureCategory.AUTH, null, "the account's secret cannot be read: " + e.getMessage());
        } catch (ProviderFailure e) {
            // Not asQuestion: without a token no other request can be answered either.
            throw e.isOutcomeUnknown() ? ProviderFailure.unreachable(e.failure().message(), null) : e;
        }
    }

    private AuthInfo authenticate(KeystoneApi api, String text) {
        return switch (login) {
            case Login.Password password -> api.v3().authenticatePassword(credentials(password, text));
            case Login.ApplicationCredential credential ->
                api.v3()
                        .authenticateAccessKey(TenantOrDomainAndCredentials.<ApiAccessKeyCredentials>builder()
                                .scope("unscoped")
                                .credentials(ApiAccessKeyCredentials.builder()
                                        .accessKey(credential.id())
                                        .secretKey(text)
                                        .build())
                                .build());
            case Login.ApiKey key ->
                api.rackspace()
                        .authenticateApiKey(TenantOrDomainAndCredentials.<ApiKeyCredentials>builder()
                                .scope("unscoped")
                                .credentials(ApiKeyCredentials.createWithUsernameAndApiKey(key.user(), text))
                                .build());
            case Login.RackspacePassword password ->
                api.v2()
                        .authenticatePassword(TenantOrDomainAndCredentials.<PasswordCredentials>builder()
                                .scope("unscoped")
                                .credentials(PasswordCredentials.create(password.user(), text))
                                .build());
        };
    }

    /** In jclouds the user's domain is called tenantOrDomainName. */
    private static TenantOrDomainAndCredentials<PasswordCredentials> credentials(Login.Password password, String text) {
        TenantOrDomainAndCredentials.Builder<PasswordCredentials> builder =
                TenantOrDomainAndCredentials.<PasswordCredentials>builder()
                        .tenantOrDomainName(password.userDomain())
                        .credentials(PasswordCredentials.create(password.user(), text));
        return switch (password.project()) {
            case Login.Project.Id project ->
                builder.scope("projectId:" + project.id()).build();
            case Login.Project.Named project ->
                builder.scope("project:" + project.name())
                        .projectDomainName(project.domain())
                        .build();
        };
    }

    @Override
    public void close() {
        keystone.close();
    }
}
