namespace Bench.Testing.Gcs;

/// <summary>What a request asks for.</summary>
public enum RequestKind
{
    /// <summary>An object with its bytes in one request.</summary>
    Insert,

    /// <summary>The beginning of a resumable upload.</summary>
    BeginUpload,

    /// <summary>Bytes for a resumable upload.</summary>
    UploadPart,

    /// <summary>The question how far a resumable upload is.</summary>
    UploadStatus,

    /// <summary>The end of a resumable upload without an object.</summary>
    CancelUpload,

    /// <summary>What is known of an object.</summary>
    Describe,

    /// <summary>The bytes of an object.</summary>
    Download,

    Delete,

    /// <summary>A copy that the server makes, or the next step of it.</summary>
    Rewrite,

    List,

    BucketGet,

    BucketInsert,

    /// <summary>An access token, as Google's token and metadata servers give.</summary>
    Token,

    Unknown,
}
