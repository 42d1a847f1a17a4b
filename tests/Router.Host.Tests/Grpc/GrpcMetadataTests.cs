using Microsoft.AspNetCore.Http;
using Router.Host.Grpc;

namespace Router.Host.Tests.Grpc;

public sealed class GrpcMetadataTests
{
    [Fact]
    public void What_the_protocol_itself_needs_is_no_metadata()
    {
        var metadata = Read(
            ("content-type", "application/grpc"), ("te", "trailers"), ("host", "h"), ("grpc-timeout", "1S"),
            ("grpc-anything", "1"), ("X-Mine", "1"));
        Assert.Equal([new GrpcMetadataEntry("x-mine", "1")], metadata);
    }

    [Theory]
    [InlineData("AQID", new byte[] { 1, 2, 3 })]
    [InlineData("AQI=", new byte[] { 1, 2 })]
    [InlineData("AQI", new byte[] { 1, 2 })]
    [InlineData("AQ==", new byte[] { 1 })]
    [InlineData("AQ", new byte[] { 1 })]
    public void Binary_values_come_with_padding_or_without(string value, byte[] bytes) =>
        Assert.Equal(bytes, Read(("x-bin", value)).GetBinary("x-bin"));

    [Fact]
    public void Binary_values_that_were_joined_are_parted()
    {
        var metadata = Read(("x-bin", "AQ, Ag=="));
        Assert.Equal(2, metadata.Count);
        Assert.Equal([1], metadata.GetBinary("x-bin"));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("****")]
    public void What_is_not_base64_is_an_internal_error_naming_the_key(string value)
    {
        var error = Assert.Throws<GrpcException>(() => Read(("x-bin", value)));
        Assert.Equal(GrpcStatusCode.Internal, error.Status.Code);
        Assert.Contains("x-bin", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_sent_without_padding()
    {
        var (metadata, headers) = (new GrpcMetadata(), new HeaderDictionary());
        metadata.Add("x-bin", [1]);
        metadata.Add("x-text", "a");
        metadata.Add("x-text", "b");
        metadata.WriteTo(headers);
        Assert.Equal("AQ", headers["x-bin"]);
        Assert.Equal("a,b", headers["x-text"].ToString());
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("Upper", "v")]
    [InlineData("two words", "v")]
    [InlineData("grpc-status", "0")]
    [InlineData("content-type", "v")]
    [InlineData("x-bin", "text")]
    [InlineData("x-text", "ü")]
    [InlineData("x-text", "two\nlines")]
    public void What_cannot_be_sent_is_not_taken(string key, string value) =>
        Assert.ThrowsAny<ArgumentException>(() => new GrpcMetadata().Add(key, value));

    [Fact]
    public void Bytes_need_a_key_that_says_so() => Assert.Throws<ArgumentException>(() => new GrpcMetadata().Add("x-text", [1]));

    private static GrpcMetadata Read(params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers) dictionary.Append(name, value);
        return GrpcMetadata.Read(dictionary);
    }
}
