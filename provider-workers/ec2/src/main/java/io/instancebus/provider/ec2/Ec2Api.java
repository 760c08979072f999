package io.instancebus.provider.ec2;

import jakarta.inject.Named;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import java.io.Closeable;
import java.util.Map;
import org.jclouds.aws.filters.FormSigner;
import org.jclouds.rest.annotations.BinderParam;
import org.jclouds.rest.annotations.FormParams;
import org.jclouds.rest.annotations.RequestFilters;
import org.jclouds.rest.annotations.ResponseParser;
import org.jclouds.rest.annotations.VirtualHost;

/**
 * The part of EC2's query API that the adapter uses, declared with jclouds' annotations. jclouds' own AWSInstanceApi
 * turns any 404 into an empty set, reads neither the reason of a state nor whether a list continues, and has no
 * DescribeInstanceTypes.
 */
@RequestFilters(FormSigner.class)
@VirtualHost
interface Ec2Api extends Closeable {
    @Named("RunInstances")
    @POST
    @FormParams(keys = "Action", values = "RunInstances")
    @ResponseParser(AnswerReader.class)
    Element runInstances(@BinderParam(FormBinder.class) Map<String, String> launch);

    @Named("StartInstances")
    @POST
    @FormParams(keys = "Action", values = "StartInstances")
    @ResponseParser(AnswerReader.class)
    Element startInstances(@FormParam("InstanceId.1") String nativeId);

    @Named("StopInstances")
    @POST
    @FormParams(keys = "Action", values = "StopInstances")
    @ResponseParser(AnswerReader.class)
    Element stopInstances(@FormParam("InstanceId.1") String nativeId, @FormParam("Force") boolean force);

    @Named("RebootInstances")
    @POST
    @FormParams(keys = "Action", values = "RebootInstances")
    @ResponseParser(AnswerReader.class)
    Element rebootInstances(@FormParam("InstanceId.1") String nativeId);

    @Named("TerminateInstances")
    @POST
    @FormParams(keys = "Action", values = "TerminateInstances")
    @ResponseParser(AnswerReader.class)
    Element terminateInstances(@FormParam("InstanceId.1") String nativeId);

    @Named("DescribeInstances")
    @POST
    @FormParams(keys = "Action", values = "DescribeInstances")
    @ResponseParser(AnswerReader.class)
    Element describeInstances(@BinderParam(FormBinder.class) Map<String, String> query);

    @Named("DescribeImages")
    @POST
    @FormParams(keys = "Action", values = "DescribeImages")
    @ResponseParser(AnswerReader.class)
    Element describeImages(@BinderParam(FormBinder.class) Map<String, String> query);

    @Named("DescribeAvailabilityZones")
    @POST
    @FormParams(keys = "Action", values = "DescribeAvailabilityZones")
    @ResponseParser(AnswerReader.class)
    Element describeAvailabilityZones();

    @Named("DescribeInstanceTypes")
    @POST
    @FormParams(keys = "Action", values = "DescribeInstanceTypes")
    @ResponseParser(AnswerReader.class)
    Element describeInstanceTypes(@BinderParam(FormBinder.class) Map<String, String> query);
}
