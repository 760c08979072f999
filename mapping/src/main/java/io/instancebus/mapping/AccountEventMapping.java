package io.instancebus.mapping;

import io.instancebus.avro.AccountEvent;
import io.instancebus.avro.CatalogueChanged;
import io.instancebus.avro.CatalogueProfile;
import io.instancebus.avro.CatalogueUnreadable;
import io.instancebus.avro.Image;
import io.instancebus.avro.LeftOut;
import io.instancebus.avro.Realm;
import io.instancebus.avro.SealingKeyPublished;
import io.instancebus.avro.SourceRecovered;
import io.instancebus.avro.SourceStale;
import io.instancebus.domain.AccountNews;
import io.instancebus.domain.Catalogue;
import io.instancebus.domain.Text;
import io.instancebus.schemas.serde.AvroTexts;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Maps account events. Their readers, the view and the workers, use the Avro form. */
public final class AccountEventMapping {
    private AccountEventMapping() {}

    /** @param provider the label of the account's provider type */
    public static AccountEvent toAvro(String account, String provider, Instant recordedAt, AccountNews news) {
        AccountEvent avro = new AccountEvent();
        avro.setAccount(account);
        avro.setProvider(provider);
        avro.setRecordedAt(recordedAt);
        avro.setType(news.getClass().getSimpleName());
        switch (news) {
            case AccountNews.SourceStale stale ->
                avro.setSourceStale(new SourceStale(stale.since(), ValueMapping.toAvro(stale.failure())));
            case AccountNews.SourceRecovered recovered ->
                avro.setSourceRecovered(new SourceRecovered(recovered.staleSince(), recovered.unclear()));
            case AccountNews.CatalogueChanged changed -> avro.setCatalogueChanged(toAvro(changed.catalogue()));
            case AccountNews.CatalogueUnreadable unreadable ->
                avro.setCatalogueUnreadable(
                        new CatalogueUnreadable(unreadable.since(), ValueMapping.toAvro(unreadable.failure())));
            case AccountNews.ProviderRulesDeclared declared ->
                avro.setProviderRulesDeclared(RulesMapping.toAvro(declared.rules()));
            case AccountNews.SealingKeyPublished key ->
                avro.setSealingKeyPublished(new SealingKeyPublished(
                        key.keyId(),
                        key.algorithm(),
                        ByteBuffer.wrap(key.publicKey().toArray())));
        }
        AvroTexts.replaceAll(avro, Text::whole);
        return avro;
    }

    private static CatalogueChanged toAvro(Catalogue catalogue) {
        return new CatalogueChanged(
                catalogue.images().stream()
                        .map(image -> new Image(
                                image.id(), image.name(), image.description(), image.architecture(), image.ownerId()))
                        .toList(),
                catalogue.realms().stream()
                        .map(realm -> new Realm(realm.id(), realm.name(), realm.available()))
                        .toList(),
                catalogue.hardwareProfiles().stream()
                        .map(profile -> new CatalogueProfile(profile.id(), profile.name(), profile.properties()))
                        .toList(),
                catalogue.leftOut().stream()
                        .map(each -> new LeftOut(each.kind(), each.id(), each.reason()))
                        .toList());
    }
}
