package io.instancebus.provider.ec2;

import com.google.common.collect.ImmutableMultimap;
import java.util.Map;
import org.jclouds.http.HttpRequest;
import org.jclouds.rest.Binder;

/** Adds parameters unchanged. jclouds' request options would replace text in a value that looks like a placeholder. */
final class FormBinder implements Binder {
    @Override
    @SuppressWarnings("unchecked") // toBuilder() of a request builds a request of its own type
    public <R extends HttpRequest> R bindToRequest(R request, Object input) {
        ImmutableMultimap.Builder<String, String> form = ImmutableMultimap.builder();
        ((Map<String, String>) input).forEach(form::put);
        return (R) request.toBuilder().replaceFormParams(form.build()).build();
    }
}
