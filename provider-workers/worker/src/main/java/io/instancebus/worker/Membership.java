package io.instancebus.worker;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether this process's share consumers have partitions, which takes some seconds in an empty group. */
final class Membership {
    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final Admin admin;
    private final Set<String> groups;
    private final Set<String> members;
    private volatile boolean joined;

    /** @param members the names of which one in each group must have partitions */
    Membership(Admin admin, Collection<String> groups, Set<String> members) {
        this.admin = admin;
        this.groups = Set.copyOf(groups);
        this.members = members;
    }

    /** Once true, it stays true: a member that is removed from the group rejoins. */
    boolean joined() {
        if (!joined) {
            joined = ask();
        }
        return joined;
    }

    private boolean ask() {
        try {
            return admin.describeShareGroups(groups).all().get(2, TimeUnit.SECONDS).values().stream()
                    .allMatch(this::has);
        } catch (ExecutionException | TimeoutException e) {
            log.atDebug().addKeyValue("problem", e.toString()).log("The share groups are not there yet");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean has(ShareGroupDescription group) {
        return group.members().stream()
                .anyMatch(member -> members.contains(member.clientId())
                        && !member.assignment().topicPartitions().isEmpty());
    }
}
